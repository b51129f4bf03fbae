"""The pages of one's own business."""
