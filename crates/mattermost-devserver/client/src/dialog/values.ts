/** What a person chose in a dialog. */
import type { DialogElement } from '@mattermost/types/integrations';

export type Value = string | boolean | number | null;
export type Values = Record<string, Value>;

/** The values that the plugin set before the person touched anything. */
export function startValues(elements: DialogElement[]): Values {
    return Object.fromEntries(
        elements.map((field) => [
            field.name,
            field.type === 'bool' ? field.default === 'true' : field.default || null,
        ]),
    );
}

/** The fields that must be filled and are not, each with what to say. */
export function missing(elements: DialogElement[], values: Values): Record<string, string> {
    const gaps = elements.filter(
        (field) => !field.optional && field.type !== 'bool' && (values[field.name] ?? '') === '',
    );
    return Object.fromEntries(gaps.map((field) => [field.name, 'This field is required.']));
}
