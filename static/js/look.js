// Pages that are the same for everybody come without the reader's choices of type, light and contrast: they are set here,
// before anything is drawn. Everywhere else the server has set them.
const words = /(?:^|; )display=([a-z.]+)/.exec(document.cookie)?.[1].split(".") ?? [];
const named = { large: "type", normal: "type", light: "theme", dark: "theme", more: "contrast" };
for (const word of words) if (Object.hasOwn(named, word)) document.documentElement.dataset[named[word]] = word;
