/* Stands for a reader maker's library in tests and demonstrations.
 *
 * What each function returns and tells lies in a file, STATE, one line each:
 *   psam STATUS TEXT     for iReadCardBas
 *   step1 STATUS TEXT    for iReadCardBas_HSM_Step1
 *   step2 STATUS TEXT    for iReadCardBas_HSM_Step2
 *   proof 0 TEXT         what step 2 must be given
 * TEXT is hexadecimal, - for none. A status of 9999 never comes back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long told(const char *which, char *out)
{
    static char text[16384];
    char word[16];
    long status = -1;
    FILE *state = fopen(STATE, "r");

    if (state == NULL)
        return -1;
    while (fscanf(state, "%15s %ld %16383s", word, &status, text) == 3) {
        if (strcmp(word, which) != 0)
            continue;
        fclose(state);
        while (status == 9999)
            pause();
        if (text[0] != '-')
            for (size_t at = 0; text[at] && text[at + 1]; at += 2) {
                char pair[3] = {text[at], text[at + 1], 0};
                out[at / 2] = (char)strtol(pair, NULL, 16);
                out[at / 2 + 1] = 0;
            }
        return status;
    }
    fclose(state);
    return -1;
}

long iReadCardBas(int interface, char *out)
{
    (void)interface;
    return told("psam", out);
}

long iReadCardBas_HSM_Step1(int interface, char *out)
{
    (void)interface;
    return told("step1", out);
}

long iReadCardBas_HSM_Step2(char *proof, char *out)
{
    char wanted[4096] = "";

    if (told("proof", wanted) != 0 || strcmp(proof, wanted) != 0)
        return -30;
    return told("step2", out);
}
