/// A dealer, a service and a hospital of the breast example, each from a configuration of its
/// own: keys and databases in a folder that vanishes, real sockets, one process.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "site/role_site.hpp"
#include "tests/error/outcomes.hpp"
#include "tests/files/folder.hpp"

namespace medisc::test {

/// The breast example's folder.
std::filesystem::path breast();

class ThreeSites : public testing::Test {
 protected:
  ThreeSites();
  ~ThreeSites() override;

  /// Both serve, and the dealer knows the model's plan.
  void start_dealer_and_service();
  /// Deals so many bundles.
  void fill(std::uint64_t count);

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  /// With these further lines.
  void write_dealer(const std::string& more = "") const;
  void write_service(const std::string& more = "") const;
  void write_hospital(const std::string& more = "") const;

  std::string registered_ = "hospital";  ///< whose key the service takes for the hospital's
  std::unique_ptr<RoleSite> dealer_;
  std::unique_ptr<RoleSite> service_;

 private:
  void write(const std::string& name, const std::string& text) const;
  std::string key_of(const std::string& role) const;

  Folder folder_;
};

}  // namespace medisc::test
