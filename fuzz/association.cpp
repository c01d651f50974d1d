// DICOM associations, byte by byte, as a caller sends them: whatever comes, the association
// ends by itself, and what is handed on begins as a file does and says no more than fits.
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/harness.hpp"
#include "gateway/dicom/association.hpp"
#include "imaging/dicom.hpp"

namespace medisc::fuzz {
namespace {

class QuietLog final : public EventLog {
 public:
  void write(LogLevel, std::string_view, const Fields&) override {}
};

class FakeIntake final : public Intake {
 public:
  Result<Taken> take(const Arrival& arrival) override {
    require(is_dicom(arrival.file), "what was received is a file");
    require(arrival.file.size() < 2u << 20, "it is no larger than allowed");
    require(!arrival.asker.empty(), "its sender has a title");
    if (arrival.file.size() % 2 == 0) return Taken{};
    return fail(ErrorCode::kRefused,
                "odd \xff things\nof more than sixty-four letters, which "
                "is what an error comment holds at most");
  }
  void sender_gone(const std::string&) override {}
  std::vector<Received> list() const override { return {}; }
  std::optional<Received> find(const std::string&) const override { return std::nullopt; }
  Result<std::string> file(const std::string&, std::size_t) const override { return ""; }
  Result<void> try_again(const std::string&) override { return {}; }
  void stop() override {}
};

}  // namespace
}  // namespace medisc::fuzz

/// DCMTK 3.6.7 loses some bytes of a request that it can't read to its end.
extern "C" const char* __lsan_default_suppressions() {  // NOLINT
  return "leak:libdcmnet\n";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;                   // NOLINT
  using namespace medisc::fuzz;             // NOLINT
  constexpr std::size_t kMost = 64u << 10;  // what a socket takes at once
  if (size > kMost) return 0;
  int ends[2];
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, "there are sockets");
  const Descriptor caller(ends[0]);
  require(::write(caller.number(), data, size) == static_cast<ssize_t>(size), "it is sent");
  ::shutdown(caller.number(), SHUT_WR);
  auto received = ReceivedAssociation::await(Descriptor(ends[1]), nullptr);
  if (!received) return 0;
  DicomListener config;
  config.any_title = true;
  config.object_mb = 1;
  FakeIntake intake;
  QuietLog log;
  const DicomDesk desk{config, intake, log};
  Association association(std::move(*received), "127.0.0.1", desk, [](int) {});
  if (association.accept()) association.serve([] { return false; });
  return 0;
}
