import { type FileView, type NominationView, type EvidencePlace, placesOf } from '#awards';
import { isImage } from '#files';
import type { Definition } from '#workflow';

const MEGABYTE = 1024 * 1024;

/** A file as its place shows it; `thumb` is the picture to show of it. */
const shown = (nomination: string, file: FileView, index: number, count: number) => {
  const href = `/nominations/${nomination}/files/${file.id}`;
  return {
    ...file,
    nomination,
    href,
    thumb: file.hasThumbnail ? `${href}/thumbnail` : isImage(file.type) ? href : null,
    kilobytes: Math.max(1, Math.round(file.bytes / 1024)),
    isFirst: index === 0,
    isLast: index === count - 1,
  };
};

/** The places of a dossier with the files that are there, and what may be done at each. */
export function placesModel(view: NominationView, definition: Definition) {
  const maySave = view.actions.includes('SAVE');
  return placesOf(definition).map((place) => {
    const files = view.files[place.part] ?? [];
    const isOpen = maySave && (view.openParts === null || view.openParts.includes(place.part));
    return {
      ...place,
      nomination: view.id,
      isRubric: place.evidence !== null,
      files: files.map((file, index) => shown(view.id, file, index, files.length)),
      count: files.length,
      isOpen,
      isLocked: maySave && !isOpen,
      room: isOpen ? place.maximum - files.length : 0,
      lacks: Math.max(0, place.minimum - files.length),
      accept: place.formats.map((format) => `.${format}`).join(','),
      takesPhotos: place.formats.includes('jpg'),
      onlyPhotos: place.formats.every((format) => format !== 'pdf' && format !== 'docx'),
      megabytes: place.bytes / MEGABYTE,
      formatList: place.formats.filter((format) => format !== 'jpeg').map(upperCase),
    };
  });
}
export type PlaceModel = ReturnType<typeof placesModel>[number];

const upperCase = (format: EvidencePlace['formats'][number]) => format.toUpperCase();

/** What a reader sees beside the text: documents and photos first, then evidence for each rubric item; empty places of the rubric are left out. */
export function evidenceModel(view: NominationView, definition: Definition) {
  const places = placesModel(view, definition);
  return {
    id: view.id,
    items: places.filter(({ isRubric }) => !isRubric),
    rubric: places.filter(({ isRubric, count }) => isRubric && count > 0),
    mayChange: places.some(({ isOpen }) => isOpen),
  };
}
