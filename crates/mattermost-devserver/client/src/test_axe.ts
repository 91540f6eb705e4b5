/** For the tests: what axe finds in a part of the page. Colours are looked at in a browser. */
import axe from 'axe-core';

export async function violationsIn(element: Element): Promise<string[]> {
    const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
    const { violations } = await axe.run(element, { rules });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}
