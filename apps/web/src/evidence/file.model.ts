import { type FileView, type NominationView, type EvidencePlace, placesOf } from '#awards';
import { isImage } from '#files';
import type { Definition } from '#workflow';

const MEGABYTE = 1024 * 1024;

/** A file as its place shows it; `thumb` is the picture to show of it, `picture` and `sheets` what to open in place. */
const shown = (nomination: string, file: FileView, index: number, count: number) => {
  const href = `/nominations/${nomination}/files/${file.id}`;
  const picture = isImage(file.type) ? href : null;
  return {
    ...file,
    nomination,
    href,
    label: file.isNameless ? { vi: `Tệp ${index + 1}`, en: `File ${index + 1}` } : file.name,
    thumb: file.hasThumbnail ? `${href}/thumbnail` : picture,
    picture,
    sheets: Array.from({ length: file.pages ?? 0 }, (_, page) => ({ src: `${href}/pages/${page + 1}`, page: page + 1 })),
    opensInPlace: picture !== null || file.pages !== null,
    kilobytes: Math.max(1, Math.round(file.bytes / 1024)),
    isFirst: index === 0,
    isLast: index === count - 1,
  };
};

/** The places of a dossier with the files that are there, and what may be done at each. */
export function placesModel(view: NominationView, definition: Definition) {
  const maySave = view.actions.includes('SAVE');
  const asked = view.status === 'returned' ? view.points.filter(({ stage, round }) => stage === view.stage && round === view.returns) : [];
  return placesOf(definition).map((place) => {
    const files = view.files[place.part] ?? [];
    const isOpen = maySave && (view.openParts === null || view.openParts.includes(place.part));
    return {
      ...place,
      nomination: view.id,
      isRubric: place.evidence !== null,
      files: files.map((file, index) => ({
        ...shown(view.id, file, index, files.length),
        requests: asked.filter((point) => point.file?.id === file.id).map(({ request }) => request),
      })),
      count: files.length,
      requests: asked.filter((point) => point.field === place.part && point.file === null).map(({ request }) => request),
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

/**
 * What a reader sees beside the text: documents and photos first, then evidence for each rubric item; empty places of the rubric are left out. Null for
 * a council that must not know whose it is, as long as there is nothing for it to see.
 */
export function evidenceModel(view: NominationView, definition: Definition) {
  const places = placesModel(view, definition).filter(({ isRubric, count }) => count > 0 || !(isRubric || view.hidesFiles));
  if (view.hidesFiles && places.length === 0) return null;
  return {
    id: view.id,
    items: places.filter(({ isRubric }) => !isRubric),
    rubric: places.filter(({ isRubric }) => isRubric),
    mayChange: !view.hidesFiles && placesModel(view, definition).some(({ isOpen }) => isOpen),
  };
}
