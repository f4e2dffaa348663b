"""Files into the book: what they hold is cut into payloads, handed to the recorder, and how far is kept with it."""
