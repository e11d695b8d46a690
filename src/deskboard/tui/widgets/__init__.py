"""The widgets the screens are made of; most are painted line by line."""
