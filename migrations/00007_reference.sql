-- Reference data: the areas of Stockholms län, standard posts and tags. All of it can be edited afterwards.
-- Codes: Statistics Sweden. City districts: the City of Stockholm's 14 until 30 June 2020, 13 until 30 June 2023, then 11.
-- The tile grids are a layout of our own for the maps.
-- +goose Up
INSERT INTO areas (kind, parent_id, code, slug, name, abbr) VALUES ('county', NULL, '01', 'stockholms-lan', 'Stockholms län', 'AB');
INSERT INTO areas (kind, parent_id, code, slug, name, abbr, tile_col, tile_row)
SELECT 'municipality', c.id, m.code, m.slug, m.name, m.abbr, m.tile_col, m.tile_row FROM areas c, (VALUES
    ('0114', 'upplands-vasby', 'Upplands Väsby', 'UVä', 3, 1),
    ('0115', 'vallentuna', 'Vallentuna', 'Val', 4, 0),
    ('0117', 'osteraker', 'Österåker', 'Öst', 5, 1),
    ('0120', 'varmdo', 'Värmdö', 'Vär', 5, 4),
    ('0123', 'jarfalla', 'Järfälla', 'Jär', 2, 2),
    ('0125', 'ekero', 'Ekerö', 'Eke', 2, 4),
    ('0126', 'huddinge', 'Huddinge', 'Hud', 3, 5),
    ('0127', 'botkyrka', 'Botkyrka', 'Bot', 2, 5),
    ('0128', 'salem', 'Salem', 'Sal', 1, 4),
    ('0136', 'haninge', 'Haninge', 'Han', 3, 6),
    ('0138', 'tyreso', 'Tyresö', 'Tyr', 4, 5),
    ('0139', 'upplands-bro', 'Upplands-Bro', 'UBr', 2, 1),
    ('0140', 'nykvarn', 'Nykvarn', 'Nyk', 0, 5),
    ('0160', 'taby', 'Täby', 'Täb', 4, 1),
    ('0162', 'danderyd', 'Danderyd', 'Dan', 4, 2),
    ('0163', 'sollentuna', 'Sollentuna', 'Sol', 3, 2),
    ('0180', 'stockholm', 'Stockholm', 'Sth', 3, 4),
    ('0181', 'sodertalje', 'Södertälje', 'Söd', 1, 5),
    ('0182', 'nacka', 'Nacka', 'Nac', 4, 4),
    ('0183', 'sundbyberg', 'Sundbyberg', 'Sbg', 2, 3),
    ('0184', 'solna', 'Solna', 'Sna', 3, 3),
    ('0186', 'lidingo', 'Lidingö', 'Lid', 4, 3),
    ('0187', 'vaxholm', 'Vaxholm', 'Vax', 5, 3),
    ('0188', 'norrtalje', 'Norrtälje', 'Nor', 5, 0),
    ('0191', 'sigtuna', 'Sigtuna', 'Sig', 3, 0),
    ('0192', 'nynashamn', 'Nynäshamn', 'Nyn', 2, 6)
) AS m (code, slug, name, abbr, tile_col, tile_row) WHERE c.slug = 'stockholms-lan';
INSERT INTO areas (kind, parent_id, slug, name, abbr, tile_col, tile_row, valid)
SELECT 'cityDistrict', c.id, d.slug, d.name, d.abbr, d.tile_col, d.tile_row, daterange(d.valid_from::date, d.valid_until::date) FROM areas c, (VALUES
    ('rinkeby-kista', 'Rinkeby-Kista', 'RK', 1, 0, NULL, '2023-07-01'),
    ('hasselby-vallingby', 'Hässelby-Vällingby', 'HV', 0, 1, NULL, NULL),
    ('spanga-tensta', 'Spånga-Tensta', 'ST', 1, 1, NULL, '2023-07-01'),
    ('bromma', 'Bromma', 'Br', 1, 2, NULL, NULL),
    ('kungsholmen', 'Kungsholmen', 'Ku', 2, 2, NULL, NULL),
    ('norrmalm', 'Norrmalm', 'No', 3, 2, NULL, '2023-07-01'),
    ('ostermalm', 'Östermalm', 'Ös', 4, 2, NULL, '2023-07-01'),
    ('hagersten-liljeholmen', 'Hägersten-Liljeholmen', 'HL', 2, 3, NULL, '2020-07-01'),
    ('sodermalm', 'Södermalm', 'Sö', 3, 3, NULL, NULL),
    ('skarholmen', 'Skärholmen', 'Skä', 1, 4, NULL, NULL),
    ('alvsjo', 'Älvsjö', 'Äl', 2, 4, NULL, '2020-07-01'),
    ('enskede-arsta-vantor', 'Enskede-Årsta-Vantör', 'EÅV', 3, 4, NULL, NULL),
    ('skarpnack', 'Skarpnäck', 'Ska', 4, 4, NULL, NULL),
    ('farsta', 'Farsta', 'Fa', 3, 5, NULL, NULL),
    ('hagersten-alvsjo', 'Hägersten-Älvsjö', 'HÄ', 2, 3, '2020-07-01', NULL),
    ('jarva', 'Järva', 'Jä', 1, 0, '2023-07-01', NULL),
    ('norra-innerstaden', 'Norra innerstaden', 'NI', 3, 2, '2023-07-01', NULL)
) AS d (slug, name, abbr, tile_col, tile_row, valid_from, valid_until) WHERE c.slug = 'stockholm';

INSERT INTO posts (key, name, board, single, sort) VALUES
    ('associationChair', 'Ordförande', true, false, 10),
    ('viceChair', 'Vice ordförande', true, false, 20),
    ('treasurer', 'Kassör', true, true, 30),
    ('secretary', 'Sekreterare', true, true, 40),
    ('studyOfficer', 'Studieansvarig', true, false, 50),
    ('internalFeminismOfficer', 'Internfeministiskt ansvarig', true, false, 60),
    ('electionOfficer', 'Valansvarig', false, true, 70),
    ('boardMember', 'Styrelseledamot', true, false, 80),
    ('boardDeputy', 'Styrelsesuppleant', true, false, 90),
    ('convenor', 'Sammankallande', false, false, 110),
    ('committeeMember', 'Ledamot i utskott eller nätverk', false, false, 120),
    ('groupLeader', 'Gruppledare', false, true, 130),
    ('districtChair', 'Distriktsordförande', true, true, 140),
    ('pressSecretary', 'Pressekreterare', false, false, 150),
    ('auditor', 'Revisor', false, false, 160);

INSERT INTO required_posts (post_id, unit_kind, valid)
SELECT p.id, k.kind, daterange(NULL, NULL)
FROM posts p JOIN (VALUES
    ('associationChair', 'association'), ('treasurer', 'association'), ('studyOfficer', 'association'),
    ('internalFeminismOfficer', 'association'), ('electionOfficer', 'association'),
    ('associationChair', 'tradeAssociation'), ('treasurer', 'tradeAssociation'), ('studyOfficer', 'tradeAssociation'),
    ('internalFeminismOfficer', 'tradeAssociation'),
    ('convenor', 'committee'), ('convenor', 'network'),
    ('groupLeader', 'municipalGroup'), ('groupLeader', 'cityHallGroup'), ('groupLeader', 'countyCouncilGroup')
) AS k (post_key, kind) ON k.post_key = p.key;

INSERT INTO tags (kind, name, sort) VALUES
    ('perspective', 'Klass', 10), ('perspective', 'Kön', 20), ('perspective', 'Ekologi', 30), ('perspective', 'Antirasism', 40),
    ('focus', 'Bostäder', 50), ('focus', 'Sjukvård', 60), ('focus', 'Kollektivtrafik', 70);
