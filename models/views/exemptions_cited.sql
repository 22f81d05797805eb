-- Which exemptions and statutes do agencies rely on, how often, and who?
-- One row a citation and what it is cited for: `exemption` where something was withheld under it.
CREATE VIEW exemptions_cited AS
SELECT exemptions.citation,
       exemptions.about,
       COUNT(DISTINCT letter_effects.request_id) AS requests,
       COUNT(DISTINCT letter_effects.letter_id) AS letters,
       COUNT(DISTINCT COALESCE(requests.portal || '/' || requests.site, requests.agency)) AS agencies,
       MIN(letter_effects.sent_on) AS first_cited_on,
       MAX(letter_effects.sent_on) AS last_cited_on
  FROM exemptions
  JOIN letter_effects ON letter_effects.letter_id = exemptions.letter_id
  JOIN requests ON requests.id = letter_effects.request_id
 WHERE letter_effects.is_heard AND exemptions.sure <> 'unsure'
 GROUP BY exemptions.citation, exemptions.about
 ORDER BY COUNT(DISTINCT letter_effects.request_id) DESC, exemptions.citation, exemptions.about
