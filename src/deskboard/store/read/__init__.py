"""Reads: Core selects into read models. The board reads only what is visible plus a page."""
