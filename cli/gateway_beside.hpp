/// A gateway as a process of its own beside a hospital's daemon, on the same machine and by the
/// same user: for those who try it, or have one machine.
#pragma once

#include "cli/arguments.hpp"
#include "cli/child.hpp"
#include "site/temporary_folder.hpp"

namespace medisc {

/// Ends with its owner.
class GatewayBeside {
 public:
  /// Once the daemon listens. Errors: those of the hospital's configuration; kInternal with its
  /// last line where it ends before it is ready.
  static Result<GatewayBeside> start(const HospitalRunArguments& arguments);

 private:
  GatewayBeside(TemporaryFolder folder, Child child)
      : folder_(std::move(folder)), child_(std::move(child)) {}

  TemporaryFolder folder_;  ///< with its configuration and its log
  Child child_;
};

}  // namespace medisc
