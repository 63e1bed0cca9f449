"""The local page on which people decide: Starlette on 127.0.0.1, one sitting, the records behind it."""
