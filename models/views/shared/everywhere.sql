-- places: which letters belong to which request; of every request.
places AS (
    SELECT * FROM request_letters
),
