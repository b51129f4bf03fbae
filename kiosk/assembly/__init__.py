"""The one place where everything meets: settings in, a running terminal out."""
