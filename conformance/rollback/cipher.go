package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
)

// encrypt pads the text with n bytes of value n to whole blocks and encrypts it in CFB mode; the
// initialization vector comes first, and base64 around both.
func encrypt(key []byte, text string) (string, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	count := aes.BlockSize - len(text)%aes.BlockSize
	padded := append([]byte(text), bytes.Repeat([]byte{byte(count)}, count)...)
	sealed := make([]byte, aes.BlockSize+len(padded))
	if _, err := io.ReadFull(rand.Reader, sealed[:aes.BlockSize]); err != nil {
		return "", err
	}
	//nolint:staticcheck // it is what the plugin uses
	cipher.NewCFBEncrypter(block, sealed[:aes.BlockSize]).XORKeyStream(sealed[aes.BlockSize:], padded)
	return base64.URLEncoding.EncodeToString(sealed), nil
}

// decrypt is as careless as the plugin: text that is too short makes it panic.
func decrypt(key []byte, text string) (string, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	sealed, err := base64.URLEncoding.DecodeString(text)
	if err != nil {
		return "", err
	}
	if len(sealed)%aes.BlockSize != 0 {
		return "", errors.New("blocksize must be multiple of decoded message length")
	}
	plain := sealed[aes.BlockSize:]
	//nolint:staticcheck // it is what the plugin uses
	cipher.NewCFBDecrypter(block, sealed[:aes.BlockSize]).XORKeyStream(plain, plain)
	count := int(plain[len(plain)-1])
	if count > len(plain) {
		return "", errors.New("unpad error. This could happen when incorrect encryption key is used")
	}
	return string(plain[:len(plain)-count]), nil
}
