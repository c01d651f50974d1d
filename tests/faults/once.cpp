#include "tests/faults/once.hpp"

#include <map>
#include <utility>

namespace medisc::test {
namespace {

/// Walks through everything that was sent.
class Audit {
 public:
  Audit(const Spent& hospital, const Spent& service) : hospital_(hospital), service_(service) {}

  void read(const SentStream& stream) {
    proposed_.clear();
    accepted_.clear();
    hello_ = {};
    for (const Message& message : stream.messages) std::visit(*this, message);
  }

  std::vector<std::string> problems() {
    for (const auto& [id, sessions] : sessions_of_) {
      if (sessions > 1)
        complain("bundle " + id + " met " + std::to_string(sessions) + " records");
    }
    return std::move(problems_);
  }

  void operator()(const Hello& hello) { hello_ = hello; }

  // The hospital: a session begins with the ids that it proposes, and is one where it sends a
  // turn.
  void operator()(const OpenSession& open) {
    proposed_.clear();
    for (const BundleId& id : open.ids) proposed_.push_back(to_hex(id));
  }
  // The service: likewise with the session's id.
  void operator()(const SessionAccepted& accepted) { accepted_ = to_hex(accepted.session); }

  void operator()(const Turn&) {
    if (hello_.role == Role::kHospital) {
      for (const std::string& id : std::exchange(proposed_, {})) {
        ++sessions_of_[id];
        if (!hospital_.ids.contains(id)) complain("the hospital has bundle " + id + " unspent");
      }
    } else if (!accepted_.empty()) {
      const std::string session = std::exchange(accepted_, {});
      if (!service_.sessions.contains(session)) {
        complain("the service has no bundle of session " + session);
      }
    }
  }

  void operator()(const Prepare& prepare) {
    for (const OfflineOpenings& bundle : prepare.bundles) {
      sent("openings of " + to_hex(bundle.id), bundle.openings);
    }
  }
  void operator()(const MaskedWeights& weights) {
    sent("masked weights for " + to_hex(hello_.expects) + " of " + to_hex(weights.plan_hash),
         weights.words);
  }
  void operator()(const BundleGrant& grant) {
    for (const SealedHalf& half : grant.halves) {
      sent("half of " + to_hex(half.id) + " for " + to_hex(hello_.expects), half.sealed);
    }
  }

  template <class Other>
  void operator()(const Other&) {}

 private:
  void sent(const std::string& what, const Bytes& bytes) {
    const auto [known, fresh] = sent_.emplace(what, bytes);
    if (!fresh && known->second != bytes) complain("two different " + what);
  }

  void complain(std::string problem) { problems_.push_back(std::move(problem)); }

  const Spent& hospital_;
  const Spent& service_;
  Hello hello_;
  std::vector<std::string> proposed_;
  std::string accepted_;
  std::map<std::string, int> sessions_of_;
  std::map<std::string, Bytes> sent_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> reuse_in(const std::vector<SentStream>& sent, const Spent& hospital,
                                  const Spent& service) {
  Audit audit(hospital, service);
  for (const SentStream& stream : sent) audit.read(stream);
  return audit.problems();
}

}  // namespace medisc::test
