/** Storing what a person chose. The server tells all of the person's pages of it, this one too. */
import { put } from '../server/rest';

export async function savePreferences(
    user_id: string,
    category: string,
    values: Record<string, string>,
): Promise<void> {
    const preferences = Object.entries(values).map(([name, value]) => ({
        user_id,
        category,
        name,
        value,
    }));
    await put('/users/me/preferences', preferences);
}
