import { toDataURL } from 'qrcode';

/** A picture for `src`: the content security policy lets no drawing be written into the page. */
export const qrCode = (text: string): Promise<string> => toDataURL(text, { errorCorrectionLevel: 'M', margin: 2, width: 240 });
