/* Runs a header that `lenet5 convert` wrote: pictures from standard input, their outputs as floats and digits as bytes to
   standard output, microseconds for one picture to standard error.
     gcc -std=c99 -O2 -DHEADER='"lenet5.h"' -DNAME=lenet5 -DCLASSES=10 -DPICTURE=784 run-header.c -lm */
#include HEADER
#include <stdio.h>
#include <time.h>

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)

int main(void) {
  static JOIN(NAME, workspace) workspace;
  static uint8_t ink[PICTURE];
  float outputs[CLASSES], confidence;
  long count = 0;
  clock_t spent = 0;
  while (fread(ink, 1, PICTURE, stdin) == PICTURE) {
    clock_t start = clock();
    uint8_t digit = (uint8_t)JOIN(NAME, recognize)(ink, &workspace, &confidence);
    spent += clock() - start;
    JOIN(NAME, outputs)(ink, &workspace, outputs);
    fwrite(outputs, sizeof(float), CLASSES, stdout);
    fwrite(&digit, 1, 1, stdout);
    count++;
  }
  fprintf(stderr, "%.1f\n", 1e6 * (double)spent / CLOCKS_PER_SEC / (double)(count ? count : 1));
  return 0;
}
