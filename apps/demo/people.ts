import type { PatientInput } from '#patients';
import type { Random } from './random.js';

// Given names of many languages, family names of plants and minerals: obviously nobody.
const GIVEN =
  'Ada Amir Anouk Aiko Bela Bruno Carmen Chidi Dara Dmitri Elif Emil Fatima Felix Gaia Goran Hana Hugo Ines Ivo Jana Joao Kira Kofi Lena Liam Maya Milo Nadia Noah Olga Omar Priya Pavel Rosa Ravi Sana Sven Tara Theo Uma Viktor Wanda Xenia Yara Zoe'.split(
    ' ',
  );
const FAMILY =
  'Aspen Birch Cedar Clover Cobalt Dogwood Elder Fern Flint Garnet Hazel Heather Indigo Ivy Jasper Juniper Larch Laurel Linden Maple Marl Mica Moss Myrtle Nettle Oakley Onyx Opal Pebble Pine Quartz Reed Rowan Rue Sage Sedge Slate Sorrel Spruce Thistle Topaz Umber Violet Willow Yarrow Zinnia'.split(
    ' ',
  );

/** A person who does not exist, reachable at example.org and a number kept for fiction (555-01xx). */
export function person(random: Random, index: number): PatientInput {
  const givenName = GIVEN[index % GIVEN.length]!;
  const familyName = FAMILY[(index * 7 + Math.floor(index / GIVEN.length)) % FAMILY.length]!;
  const year = 1941 + random.below(64);
  const month = String(1 + random.below(12)).padStart(2, '0');
  const day = String(1 + random.below(28)).padStart(2, '0');
  return {
    givenName,
    familyName,
    birthDate: `${year}-${month}-${day}`,
    email: `${givenName}.${familyName}.${index}@example.org`.toLowerCase(),
    phone: `+1 303 555 01${String(index % 100).padStart(2, '0')}`,
    language: index % 9 === 4 ? 'es' : 'en',
  };
}
