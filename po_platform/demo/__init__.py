"""An invented organisation to look at: nobody in it is real. Never part of a production site."""
