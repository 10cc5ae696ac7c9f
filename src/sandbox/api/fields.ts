/** Reading a field of an object by its path: the rules of batch/ read objects of any kind the same way. */
export * from '../../batch/field-at.ts';
