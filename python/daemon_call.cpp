#include "python/daemon_call.hpp"

namespace medisc::python {

Result<HospitalClient*> CallConnection::open(const std::filesystem::path& socket) {
  auto client = HospitalClient::connect(socket, "python");
  if (!client) return tl::unexpected<Error>(client.error());
  const std::lock_guard lock(mutex_);
  if (ended_) return fail(ErrorCode::kInterrupted, "the call was stopped");
  client_ = std::move(*client);
  return &*client_;
}

void CallConnection::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  if (client_) client_->hang_up();
}

}  // namespace medisc::python
