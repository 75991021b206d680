import { UserError } from '../../domain/errors';
import { raw, type SafeText, text } from '../../domain/text';

/** Nothing was named, or a tag that no machine has. */
export function nameAMachine(verb: string, nothing: SafeText, tag?: string): UserError {
  return new UserError(
    tag
      ? text`No machine has the tag “${tag}”. Tags keep their case. ${raw(nothing)}`
      : text`Name at least one machine, for example: ${verb} WS-042. ${raw(nothing)}`,
  );
}
