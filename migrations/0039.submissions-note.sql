-- Every detail of a verdict has its note, a code in maths; those from before it have none.
UPDATE submissions
   SET details = (SELECT json_agg(detail::jsonb || '{"note": null}' ORDER BY place)
                    FROM json_array_elements(details) WITH ORDINALITY AS one (detail, place))
 WHERE json_array_length(details) > 0;
