import { UserError } from '../../domain/errors';
import { markdown, md, type SafeText } from '../../domain/text';

/** Returns the error for a request without machines, or with an unknown tag. */
export function nameAMachine(verb: string, nothing: SafeText, tag?: string): UserError {
  return new UserError(
    tag
      ? md`No device has the tag “${tag}”. Tags are case-sensitive. ${markdown(nothing)}`
      : md`Name at least one device, for example: ${verb} WS-042. ${markdown(nothing)}`,
  );
}
