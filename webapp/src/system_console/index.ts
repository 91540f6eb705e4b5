/**
 * The script of the System Console's page. It is one of its own, so that members, who never see
 * the page, do not load it; `lazy_part.tsx` of the main script fetches it.
 */
export { SetUpPage } from './set_up_page';
