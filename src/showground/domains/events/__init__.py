"""Events: what people come together for. Reading here, writing in `managing`, files from elsewhere in `importing`."""
