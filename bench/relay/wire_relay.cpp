/// A long wire between two processes on this machine.
///
///   wire_relay --listen 127.0.0.1:0 --to HOST:PORT [--delay-ms D] [--bytes-per-s B]
///
/// Every connection is passed on to HOST:PORT (IPv4, in numbers), each direction D ms later and
/// at B bytes a second at most (0, the default: no limit). Says where it listens on standard
/// error, and runs until a signal ends it.

#include <charconv>
#include <cstdio>
#include <map>
#include <optional>
#include <string>

#include <sys/prctl.h>

#include "bench/relay/relay.hpp"

namespace medisc::bench {
namespace {

/// An hour.
constexpr double kLongestDelayMs = 3.6e6;

template <class Number>
std::optional<Number> number(const std::string& text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

int complain(const Error& error) {
  std::fprintf(stderr, "wire_relay: %s\n", render(error).c_str());
  return exit_code(error.code);
}

Result<LineLimits> limits_from(const std::map<std::string, std::string>& options) {
  const auto delay_ms = number<double>(options.at("--delay-ms"));
  if (!delay_ms || !(*delay_ms >= 0 && *delay_ms <= kLongestDelayMs)) {
    return fail(ErrorCode::kUsage, "--delay-ms " + options.at("--delay-ms"),
                "give milliseconds, 0 to 3600000");
  }
  const auto bytes_per_s = number<std::uint64_t>(options.at("--bytes-per-s"));
  if (!bytes_per_s) {
    return fail(ErrorCode::kUsage, "--bytes-per-s " + options.at("--bytes-per-s"),
                "give a whole number, 0 for no limit");
  }
  return LineLimits{Instant(static_cast<Instant::rep>(*delay_ms * 1e6)), *bytes_per_s};
}

int run(int argc, char** argv) {
  std::map<std::string, std::string> options{
      {"--listen", "127.0.0.1:0"}, {"--to", ""}, {"--delay-ms", "0"}, {"--bytes-per-s", "0"}};
  for (int i = 1; i < argc; i += 2) {
    const auto option = options.find(argv[i]);
    if (option == options.end() || i + 1 == argc) {
      return complain({ErrorCode::kUsage,
                       std::string(argv[i]) + (i + 1 == argc ? " has no value" : " is unknown"),
                       "options: --listen, --to, --delay-ms, --bytes-per-s, a value each"});
    }
    option->second = argv[i + 1];
  }
  const auto listen = parse_address(options["--listen"]);
  if (!listen) return complain(listen.error());
  const auto to = parse_address(options["--to"]);
  if (!to) return complain(to.error());
  const auto limits = limits_from(options);
  if (!limits) return complain(limits.error());
  auto relay = Relay::open(*listen, *to, *limits);
  if (!relay) return complain(relay.error());
  // The kernel may otherwise wake a sleeper 50 microseconds late.
  ::prctl(PR_SET_TIMERSLACK, 1);
  std::fprintf(stderr, "wire-relay-ready address=%s\n", (*relay)->address().c_str());
  (*relay)->run();
}

}  // namespace
}  // namespace medisc::bench

int main(int argc, char** argv) {
  return medisc::bench::run(argc, argv);
}
