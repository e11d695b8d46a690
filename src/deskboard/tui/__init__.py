"""The board in the terminal (Textual). Importing this package alone loads no Textual."""
