SELECT nextval('delivery_serial')
