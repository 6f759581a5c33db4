SELECT discard_load()
