"""Pages for the public: is this paper real?"""
