#include <cstdio>
#include <exception>
#include <iostream>
#include <string>

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/arguments.hpp"
#include "cli/result_stream.hpp"
#include "cli/verbs.hpp"
#include "messages/identity.hpp"

namespace {

/// Keys and seeds pass through memory: no core dump may keep them, no new file be readable by
/// others. A limit of 0 would not keep a dump from a program that the kernel pipes it to; to 1,
/// Linux writes none anywhere.
void protect_secrets() {
  const rlimit none{1, 1};
  setrlimit(RLIMIT_CORE, &none);
  umask(0077);
}

/// A descriptor a connection: as many as the system allows this process, whatever it begins
/// with.
void allow_connections() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

/// Sessions and deals allocate much in few pieces, on whichever thread has them. Each heap
/// keeps what it once was given, so few heaps serve them all: no slower, and a third of the
/// service's memory less. Bundles and messages of megabytes come and go: memory that is given
/// back and asked for again is cleared page by page, which took a third of the kernel's time.
/// What is larger than that, of the widest layers of large networks, is given back: else heaps
/// would keep room for all of these together.
void bound_heaps() {
  constexpr int kKept = 32 << 20;
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_MMAP_THRESHOLD, kKept);
  mallopt(M_TRIM_THRESHOLD, kKept);
}

/// A database or a socket must not get the number of a stream that the caller has closed: what
/// is printed would go into it. Reading finds the end, and writing fails.
void hold_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0) continue;
    const int opened = open(stream == STDIN_FILENO ? "/dev/null" : "/dev/full",
                            stream == STDIN_FILENO ? O_RDONLY : O_WRONLY);
    if (opened >= 0 && opened != stream) close(opened);
  }
}

int report(const medisc::Error& error) {
  std::fprintf(stderr, "medisc: %s\n", medisc::render(error).c_str());
  return medisc::exit_code(error.code);
}

/// What asks for JSON finds JSON on standard output, also where nothing came of it.
template <class Verb>
void print_error(const Verb& verb, const medisc::Error& error) {
  if constexpr (requires { verb.format; }) {
    const bool json =
        verb.format == medisc::Format::kJson || verb.format == medisc::Format::kJsonLines;
    if (!json || medisc::has_printed()) return;
    medisc::print(std::cout, medisc::error_facts(error), {}, verb.format);
  }
}

/// What was printed and not written is an error, too.
int report_output(int status) {
  const auto written = medisc::check_output(std::cout);
  return written || status != 0 ? status : report(written.error());
}

}  // namespace

int main(int argc, char** argv) try {
  hold_streams();
  protect_secrets();
  bound_heaps();
  allow_connections();
  const auto arguments = medisc::parse_arguments(argc, argv, environ);
  if (!arguments) return report(arguments.error());
  if (!*arguments) return report_output(0);
  if (auto ready = medisc::initialise_crypto(); !ready) return report(ready.error());
  const auto done = std::visit(
      [](const auto& verb) {
        auto ended = medisc::run(verb);
        if (!ended) print_error(verb, ended.error());
        return ended;
      },
      **arguments);
  return report_output(done ? 0 : report(done.error()));
} catch (const std::exception& exception) {
  return report({medisc::ErrorCode::kInternal, exception.what(), ""});
}
