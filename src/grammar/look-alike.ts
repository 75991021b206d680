const pairs =
  'аaвbеeкkмmнhоoрpсcтtуyхxіiїiјjѕsԁdԛqԝwһhӏlɡgАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅSԌG' +
  'αaβbεeιiκkνvοoρpτtυuχxγyωwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX' +
  'ıiłlŁLøoØOđdĐDæaßsɑaⅼlօoսuհhոnցgՏS';

const asciiOf = new Map<string, string>();
const letters = [...pairs];
for (let at = 0; at + 1 < letters.length; at += 2) asciiOf.set(letters[at]!, letters[at + 1]!);

/** Whether a letter or digit is left that a machine's name cannot hold. */
export function hasForeignLetter(text: string): boolean {
  return /[^\p{ASCII}]/u.test(text);
}

/**
 * The ASCII name this one looks like, to be offered and never taken by itself; empty where a
 * character looks like none.
 */
export function asciiLookAlike(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '');
  const folded = [...plain].map((letter) => asciiOf.get(letter) ?? letter).join('');
  return hasForeignLetter(folded) ? '' : folded;
}

/** Latin letters beside Cyrillic or Greek ones: nobody writes a word like that by accident. */
export function mixesScripts(text: string): boolean {
  return (
    /[a-z]/i.test(text) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(text)
  );
}
