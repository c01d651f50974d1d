#include "tests/differential/crash_note.hpp"

#include <algorithm>
#include <array>
#include <csignal>

#include <unistd.h>

namespace medisc::test {
namespace {

// A signal's handler may neither allocate nor lock.
std::array<char, 256> noted{};
volatile std::sig_atomic_t noted_size = 0;

void print_note(int signal) {
  const auto size = static_cast<std::size_t>(noted_size);
  if (write(STDOUT_FILENO, noted.data(), size) < 0) _exit(1);
  std::raise(signal);
}

void watch() {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    struct sigaction action {};
    action.sa_handler = print_note;
    action.sa_flags = SA_RESETHAND;
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace

void note_for_a_crash(const std::string& note) {
  if (noted_size == 0) watch();
  const std::size_t size = std::min(note.size(), noted.size());
  std::copy_n(note.begin(), size, noted.begin());
  noted_size = static_cast<std::sig_atomic_t>(size);
}

}  // namespace medisc::test
