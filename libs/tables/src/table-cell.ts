export interface TableCell {
  /** NFC, without blanks around it. */
  text: string;
  /** Why its text is not what the person sees. */
  trouble?: 'merged' | 'formula' | 'error';
}
