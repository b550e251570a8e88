/** Something that can be done from anywhere, with the key that does the same. */
export type Command = { name: string; keys?: string; run: () => void };

/** The commands whose words begin with those that were typed, in whatever order; all of them where nothing was. */
export function commandsMatching(commands: readonly Command[], query: string): Command[] {
  const wanted = query.toLowerCase().split(/\s+/u).filter((word) => word !== "");
  return commands.filter(({ name }) => {
    const words = name.toLowerCase().split(/\s+/u);
    return wanted.every((one) => words.some((word) => word.startsWith(one)));
  });
}

/** Every key, by where it works. */
export const KEYS: readonly { where: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    where: "Everywhere",
    keys: [
      ["mod+k", "Go to or do anything"],
      ["mod+1", "Today"],
      ["mod+2", "Accounts"],
      ["mod+3", "Search"],
      ["mod+shift+f", "Search what was said"],
      ["mod+4", "Review"],
      ["mod+5", "Conversations"],
      ["mod+,", "Settings"],
      ["z", "Undo what was just done"],
      ["?", "These keys"],
    ],
  },
  { where: "Today", keys: [["b", "Open the next brief"], ["j", "Join the next meeting"]] },
  {
    where: "Promises",
    keys: [["space", "Done"], ["s", "Later"], ["x", "Not a promise"], ["t", "Theirs to keep"]],
  },
  { where: "Accounts", keys: [["/", "Filter"], ["q", "Ask a question"], ["d", "Draft"]] },
  {
    where: "Review",
    keys: [
      ["j", "Next card"],
      ["k", "Card before"],
      ["mod+enter", "Approve, or draft again"],
      ["e", "Edit"],
      ["r", "Reject"],
      ["m", "This field is mine"],
      ["a", "Approve together"],
      ["t", "Try again"],
      ["f", "File"],
    ],
  },
  {
    where: "Brief",
    keys: [
      ["enter", "Brief for the name typed"],
      ["mod+j", "Note down what is said"],
      ["mod+d", "Write up the call"],
      ["mod+enter", "Open the account"],
      ["mod+f", "All or less"],
      ["esc", "Hide"],
    ],
  },
  { where: "Write up", keys: [["enter", "Add the line"], ["mod+enter", "File what is ticked"]] },
];
