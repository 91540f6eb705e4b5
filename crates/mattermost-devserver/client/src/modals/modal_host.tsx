/** The modals that plugins open by `WebappUtils.modals.openModal` or the action MODAL_OPEN. */
import React from 'react';

import { useAppDispatch, useAppSelector } from '../store/store';

export function ModalHost(): React.JSX.Element {
    const modals = useAppSelector((state) => state.views.modals.modalState);
    const dispatch = useAppDispatch();
    return (
        <>
            {Object.entries(modals).map(([modalId, { dialogType: Dialog, dialogProps }]) => {
                const close = () => dispatch({ type: 'MODAL_CLOSE', modalId });
                return <Dialog key={modalId} {...dialogProps} onExited={close} onHide={close} />;
            })}
        </>
    );
}
