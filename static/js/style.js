// The style page shows hover and focus at rest: each rule that has them is repeated for [data-state="hover"] and so on.
const STATES = [[/:hover\b/g, '[data-state="hover"]'], [/:focus(-visible)?(?![-\w])/g, '[data-state="focus"]']];
const repeat = (sheet) => {
  for (let at = sheet.cssRules.length - 1; at >= 0; at -= 1) {
    const rule = sheet.cssRules[at];
    if (rule.selectorText === undefined) {
      if (rule.cssRules && rule.insertRule) repeat(rule);
      continue;
    }
    for (const [state, mark] of STATES) {
      const selector = rule.selectorText.replace(state, mark);
      if (selector === rule.selectorText) continue;
      try {
        sheet.insertRule(`${selector} { ${rule.style.cssText} }`, at + 1);
      } catch {
        // The mark cannot follow a pseudo-element: that part is not shown.
      }
    }
  }
};
for (const sheet of document.styleSheets) repeat(sheet);
