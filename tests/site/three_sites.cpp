#include "tests/site/three_sites.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "site/dealer_pool.hpp"
#include "site/role_identity.hpp"

namespace medisc::test {
namespace {

/// Nobody listens there.
const Address kNobody{"127.0.0.1", 9};

std::string address_of(const std::unique_ptr<RoleSite>& site) {
  return to_string(site ? site->address().value_or(kNobody) : kNobody);
}

std::string own_section(const std::string& role, bool listens) {
  return "[" + role + "]\nkey = \"" + role + ".key\"\ndatabase = \"" + role + ".db\"\n" +
         (listens ? "listen = \"127.0.0.1:0\"\n" : "");
}

std::string peer(const std::string& header, const std::string& key, const std::string& more) {
  return header + "\npublic_key = \"" + key + "\"\n" + more;
}

std::string called_at(const std::string& address) {
  return "address = \"" + address + "\"\n";
}

/// What these roles log is of no interest but where something is wrong.
constexpr const char* kQuiet = "[log]\nlevel = \"error\"\n";

}  // namespace

std::filesystem::path breast() {
  return std::filesystem::path(MEDISC_SOURCE_DIR) / "examples" / "breast";
}

ThreeSites::ThreeSites() {
  for (const char* role : {"dealer", "service", "hospital"}) {
    if (auto made = write_key_file(path(std::string(role) + ".key"), Seed::random()); !made) {
      throw std::runtime_error(render(made.error()));
    }
  }
  write_dealer();
  write_service();
  write_hospital();
}

ThreeSites::~ThreeSites() {
  if (service_) service_->stop();
  if (dealer_) dealer_->stop();
  service_.reset();
  dealer_.reset();
}

void ThreeSites::write(const std::string& name, const std::string& text) const {
  std::ofstream(folder_ / name) << text;
}

std::string ThreeSites::key_of(const std::string& role) const {
  return to_hex(load_identity(KeyFile(path(role + ".key"))).value()->public_key());
}

void ThreeSites::write_dealer(const std::string& more) const {
  write("dealer.toml", own_section("dealer", true) +
                           peer("[[hospitals]]\nname = \"st-anna\"", key_of("hospital"), "") +
                           peer("[[services]]\nname = \"acme\"", key_of("service"), "") +
                           kQuiet + more);
}

void ThreeSites::write_service(const std::string& more) const {
  write("service.toml", own_section("service", true) +
                            peer("[dealer]", key_of("dealer"), called_at(address_of(dealer_))) +
                            peer("[[hospitals]]\nname = \"st-anna\"", key_of(registered_), "") +
                            "[[models]]\nname = \"breast\"\nfile = \"" +
                            (breast() / "model.onnx").string() + "\"\ninput_range = \"" +
                            (breast() / "ranges.csv").string() +
                            "\"\nlabels = [\"benign\", \"malignant\"]\n" + kQuiet + more);
}

void ThreeSites::write_hospital(const std::string& more) const {
  write("hospital.toml",
        own_section("hospital", false) +
            peer("[dealer]", key_of("dealer"), called_at(address_of(dealer_))) +
            peer("[[services]]\nname = \"acme\"", key_of("service"),
                 called_at(address_of(service_))) +
            "[connect]\nattempts = 2\ndelay_ms = 50\n" + kQuiet + more);
}

void ThreeSites::start_dealer_and_service() {
  auto dealer = open_dealer_site(path("dealer.toml"));
  ASSERT_TRUE(succeeded(dealer));
  dealer_ = std::move(*dealer);
  ASSERT_TRUE(succeeded(dealer_->start()));
  write_service();
  auto service = open_service_site(path("service.toml"));
  ASSERT_TRUE(succeeded(service));
  service_ = std::move(*service);
  ASSERT_TRUE(succeeded(service_->start()));
  write_hospital();
  for (int tries = 0; tries < 500; ++tries) {  // until the service has registered its plan
    if (DealerPool::open(path("dealer.toml"), {.model = "breast"})) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  FAIL() << "the plan is not registered";
}

void ThreeSites::fill(std::uint64_t count) {
  auto pool = DealerPool::open(path("dealer.toml"), {.model = "breast"});
  ASSERT_TRUE(succeeded(pool));
  ASSERT_TRUE(succeeded(pool->fill(count, [](std::uint64_t) { return true; })));
}

}  // namespace medisc::test
