/** The login page. */
import React, { useState } from 'react';

import { post, reasonOf } from '../server/rest';

export function Login({ onLogin }: { onLogin: () => void }): React.JSX.Element {
    const [loginId, setLoginId] = useState('');
    const [password, setPassword] = useState('');
    const [failure, setFailure] = useState('');
    const logIn = async () => {
        try {
            await post('/users/login', { login_id: loginId, password });
            onLogin();
        } catch (error) {
            setFailure(reasonOf(error));
        }
    };
    return (
        <main className="login">
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void logIn();
                }}
            >
                <h1>Log in</h1>
                <p>Mattermost dev server, for developing and testing plugins</p>
                <label>
                    Email or username
                    <input
                        name="loginId"
                        autoComplete="username"
                        autoFocus={true}
                        value={loginId}
                        onChange={(event) => setLoginId(event.target.value)}
                    />
                </label>
                <label>
                    Password
                    <input
                        name="password"
                        type="password"
                        autoComplete="current-password"
                        value={password}
                        onChange={(event) => setPassword(event.target.value)}
                    />
                </label>
                <p role="alert" className="error-text">
                    {failure}
                </p>
                <button type="submit" className="btn btn-primary">
                    Log in
                </button>
            </form>
        </main>
    );
}
