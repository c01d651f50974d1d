#include "tests/faults/once.hpp"

#include <optional>
#include <utility>

#include "protocol/traffic.hpp"

namespace medisc::test {
namespace {

using Plans = std::map<std::string, Plan>;

Plans offered_in(const std::vector<SentStream>& sent) {
  Plans plans;
  for (const SentStream& stream : sent) {
    for (const Message& message : stream.messages) {
      const auto* offer = std::get_if<PlanOffer>(&message);
      if (offer != nullptr) plans.emplace(to_hex(hash_of(offer->plan)), offer->plan);
    }
  }
  return plans;
}

/// What a party may still send in a session: the rest of its messages, in bytes.
class Allowance {
 public:
  Allowance(const Plan& plan, std::size_t records, Party sender) {
    for (const DeclaredMessage& message :
         declared_traffic(make_gates(plan), records).messages) {
      if (message.sender == sender) left_.push_back(message.bytes());
    }
  }

  /// Whether this piece is no more than what is left, and whole where it ends a message.
  bool take(const Turn& turn) {
    if (next_ == left_.size() || turn.payload.size() > left_[next_]) return false;
    left_[next_] -= turn.payload.size();
    return !turn.last || left_[next_++] == 0;
  }

 private:
  std::vector<std::uint64_t> left_;
  std::size_t next_ = 0;
};

/// Walks through everything that was sent.
class Audit {
 public:
  Audit(Plans plans, const Spent& hospital, const Spent& service)
      : plans_(std::move(plans)), hospital_(hospital), service_(service) {}

  void read(const SentStream& stream) {
    proposed_.clear();
    accepted_.clear();
    allowance_.reset();
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
    session_ = {to_hex(open.plan_hash), open.ids.size()};
  }
  // The service: likewise with the session's id.
  void operator()(const SessionAccepted& accepted) { accepted_ = to_hex(accepted.session); }

  void operator()(const Turn& turn) {
    if (hello_.role == Role::kHospital) {
      begin_at_hospital();
    } else {
      begin_at_service();
    }
    if (!allowance_ || allowance_->take(turn)) return;
    complain("more, or other turns, than the plan declares");
    allowance_.reset();
  }

  void operator()(const Prepare& prepare) {
    for (const OfflineOpenings& bundle : prepare.bundles) {
      chunks("openings of " + to_hex(bundle.id), bundle.openings);
    }
  }
  void operator()(const MaskedWeights& weights) {
    chunks("masked weights for " + to_hex(hello_.expects) + " of " + to_hex(weights.plan_hash),
           weights.words);
  }
  void operator()(const BundleGrant& grant) {
    for (const SealedHalf& half : grant.halves) {
      const std::string name = "half of " + to_hex(half.id) + " for " + to_hex(hello_.expects);
      sent(name, half.sealed);
      chunks(name, half.chunks);
    }
  }

  template <class Other>
  void operator()(const Other&) {}

 private:
  void chunks(const std::string& what, const Chunks& chunks) {
    for (std::uint32_t i = chunks.first; i < chunks.end(); ++i) {
      sent(what + ", chunk " + std::to_string(i), chunks.parts[i - chunks.first]);
    }
  }

  void begin_at_hospital() {
    if (proposed_.empty()) return;
    for (const std::string& id : std::exchange(proposed_, {})) {
      ++sessions_of_[id];
      if (!hospital_.ids.contains(id)) complain("the hospital has bundle " + id + " unspent");
    }
    allow(session_, Party::kHospital);
  }

  void begin_at_service() {
    if (accepted_.empty()) return;
    const std::string session = std::exchange(accepted_, {});
    const auto spending = service_.sessions.find(session);
    if (spending != service_.sessions.end()) return allow(spending->second, Party::kService);
    complain("the service has no bundle of session " + session);
    allowance_.reset();
  }

  void allow(const SpendingSession& session, Party sender) {
    allowance_.reset();
    const auto plan = plans_.find(session.plan_hash);
    if (plan == plans_.end()) return complain("a session of a plan that was never offered");
    allowance_.emplace(plan->second, session.records, sender);
  }

  void sent(const std::string& what, const Bytes& bytes) {
    const auto [known, fresh] = sent_.emplace(what, bytes);
    if (!fresh && known->second != bytes) complain("two different " + what);
  }

  void complain(std::string problem) { problems_.push_back(std::move(problem)); }

  const Plans plans_;
  const Spent& hospital_;
  const Spent& service_;
  Hello hello_;
  std::vector<std::string> proposed_;
  SpendingSession session_;  ///< that was proposed last
  std::string accepted_;
  std::optional<Allowance> allowance_;  ///< in the session that runs
  std::map<std::string, int> sessions_of_;
  std::map<std::string, Bytes> sent_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> reuse_in(const std::vector<SentStream>& sent, const Spent& hospital,
                                  const Spent& service) {
  Audit audit(offered_in(sent), hospital, service);
  for (const SentStream& stream : sent) audit.read(stream);
  return audit.problems();
}

}  // namespace medisc::test
