-- 支援措置, 発行抑止: where the person lives or lived stays in no record. $1 addressee_number
UPDATE person_record SET
    address_postal_code = NULL, address_municipality_code = NULL, address_town_code = NULL, address_prefecture = NULL,
    address_municipality = NULL, address_town = NULL, address_number = NULL, address_building = NULL,
    previous_address_postal_code = NULL, previous_address_municipality_code = NULL, previous_address_town_code = NULL,
    previous_address_prefecture = NULL, previous_address_municipality = NULL, previous_address_town = NULL,
    previous_address_number = NULL, previous_address_building = NULL, destination_postal_code = NULL,
    destination_municipality_code = NULL, destination_town_code = NULL, destination_prefecture = NULL,
    destination_municipality = NULL, destination_town = NULL, destination_number = NULL, destination_building = NULL,
    address_history = NULL
WHERE addressee_number = $1
