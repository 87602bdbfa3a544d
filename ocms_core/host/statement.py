"""The privacy statement that a new agency starts with, to be replaced by its own words."""

from __future__ import annotations

ENGLISH = """\
We ask for information about you so that we can help you settle in Canada. You decide what you \
tell us, and we will help you even if you prefer to stay anonymous.

What we keep: your name, how to reach you, your immigration status and the services you receive \
from us.

Who sees it: the people who work for {agency}, for their work with you. If the government pays \
for a service, we report to it that you received it.

We keep your information safe and do not sell it or give it to anybody else without asking you. \
You may ask at any time to see what we keep about you, to have it corrected, or to withdraw your \
consent.
"""
FRENCH = """\
Nous vous demandons des renseignements afin de vous aider à vous établir au Canada. Vous décidez \
de ce que vous nous dites, et nous vous aiderons même si vous préférez rester anonyme.

Ce que nous conservons : votre nom, vos coordonnées, votre statut d’immigration et les services \
que vous recevez de nous.

Qui y a accès : le personnel de {agency}, pour son travail avec vous. Si le gouvernement finance \
un service, nous lui déclarons que vous l’avez reçu.

Vos renseignements sont protégés. Nous ne les vendons pas et ne les transmettons à personne \
d’autre sans vous le demander. Vous pouvez en tout temps consulter ce que nous conservons à votre \
sujet, le faire corriger ou retirer votre consentement.
"""
