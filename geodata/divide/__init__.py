"""A river line → two banks; which bank a thing lies on, and how far away."""
