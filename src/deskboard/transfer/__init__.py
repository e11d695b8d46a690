"""Importing and exporting tickets: each format in a module of its own."""
