SELECT nextval('certificate_serial')
