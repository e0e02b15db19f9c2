// Faults for SQLite: a file system that fails, or ends the process, at a chosen one of its operations, which is
// SQLite's own VFS behind a thin wall (https://sqlite.org/vfs.html); and memory that runs out at a chosen allocation
// (https://sqlite.org/malloc.html). While no fault is set they only count.
#pragma once

#include <signal.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>

namespace migrate::test {

enum class Fault {
  none,
  error,      ///< this one operation fails, as a bad block would
  disk_full,  ///< this one and all writes behind it fail
  kill,       ///< the process is gone, at once
};

/// The operations that change a file or its locks are counted from 1; reading is not.
struct FaultPlan {
  Fault fault = Fault::none;
  std::size_t at = 0;
  std::size_t count = 0;

  /// What the operation at hand has to answer.
  int next(bool takes_room) {
    ++count;
    const bool here = count == at;
    if (fault == Fault::kill && here) kill(getpid(), SIGKILL);
    if (fault == Fault::error && here) return SQLITE_IOERR;
    if (fault == Fault::disk_full && takes_room && count >= at) return SQLITE_FULL;
    return SQLITE_OK;
  }
};

/// In memory that children share with whoever forked them: set before, and read after, a child has used it.
inline FaultPlan& fault_plan = *static_cast<FaultPlan*>(
    mmap(nullptr, sizeof(FaultPlan), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));

namespace faulty {

struct File {
  sqlite3_file base;
  sqlite3_file* real;
};

inline sqlite3_vfs* real_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
  return found;
}
inline sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

inline int close(sqlite3_file* file) {
  const int code = real(file)->pMethods ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
  std::free(real(file));
  return code;
}
inline int read(sqlite3_file* file, void* into, int count, sqlite3_int64 at) {
  return real(file)->pMethods->xRead(real(file), into, count, at);
}
inline int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
  const int code = fault_plan.next(true);
  return code == SQLITE_OK      ? real(file)->pMethods->xWrite(real(file), from, count, at)
         : code == SQLITE_IOERR ? SQLITE_IOERR_WRITE
                                : code;
}
inline int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const int code = fault_plan.next(false);
  return code == SQLITE_OK ? real(file)->pMethods->xTruncate(real(file), size) : SQLITE_IOERR_TRUNCATE;
}
inline int sync(sqlite3_file* file, int flags) {
  const int code = fault_plan.next(true);
  return code == SQLITE_OK      ? real(file)->pMethods->xSync(real(file), flags)
         : code == SQLITE_IOERR ? SQLITE_IOERR_FSYNC
                                : code;
}
inline int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
inline int lock(sqlite3_file* file, int level) {
  const int code = fault_plan.next(false);
  return code == SQLITE_OK ? real(file)->pMethods->xLock(real(file), level) : SQLITE_IOERR_LOCK;
}
inline int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
inline int check_reserved_lock(sqlite3_file* file, int* out) {
  return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
inline int file_control(sqlite3_file* file, int op, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), op, argument);
}
inline int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
inline int device_characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
inline int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  const int code = fault_plan.next(false);
  return code == SQLITE_OK ? real(file)->pMethods->xShmMap(real(file), page, size, extend, out) : SQLITE_IOERR_SHMMAP;
}
inline int shm_lock(sqlite3_file* file, int offset, int n, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}
inline void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
inline int shm_unmap(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

inline int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  static const sqlite3_io_methods methods{2,
                                          close,
                                          read,
                                          write,
                                          truncate,
                                          sync,
                                          file_size,
                                          lock,
                                          unlock,
                                          check_reserved_lock,
                                          file_control,
                                          sector_size,
                                          device_characteristics,
                                          shm_map,
                                          shm_lock,
                                          shm_barrier,
                                          shm_unmap,
                                          nullptr,
                                          nullptr};
  auto& wall = *reinterpret_cast<File*>(file);
  wall.base.pMethods = nullptr;
  if (fault_plan.next(false) != SQLITE_OK) return SQLITE_CANTOPEN;
  wall.real = static_cast<sqlite3_file*>(std::calloc(1, static_cast<std::size_t>(real_vfs()->szOsFile)));
  const int code = real_vfs()->xOpen(real_vfs(), name, wall.real, flags, flags_out);
  if (code == SQLITE_OK) {
    wall.base.pMethods = &methods;
  } else {
    std::free(wall.real);
  }
  return code;
}
inline int remove(sqlite3_vfs*, const char* name, int sync_folder) {
  const int code = fault_plan.next(false);
  return code == SQLITE_OK ? real_vfs()->xDelete(real_vfs(), name, sync_folder) : SQLITE_IOERR_DELETE;
}
inline int access(sqlite3_vfs*, const char* name, int flags, int* out) {
  return real_vfs()->xAccess(real_vfs(), name, flags, out);
}
inline int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  return real_vfs()->xFullPathname(real_vfs(), name, size, out);
}

}  // namespace faulty

/// All databases that this process opens from now on go through it.
inline void use_faulty_vfs() {
  static sqlite3_vfs vfs = [] {
    auto copy = *faulty::real_vfs();
    copy.zName = "faulty";
    copy.szOsFile = static_cast<int>(sizeof(faulty::File));
    copy.pNext = nullptr;
    copy.xOpen = faulty::open;
    copy.xDelete = faulty::remove;
    copy.xAccess = faulty::access;
    copy.xFullPathname = faulty::full_path;
    return copy;
  }();
  sqlite3_vfs_register(&vfs, 1);
}

/// From now on this process's SQLite asks for memory through a wall that refuses the chosen request, once. To be called
/// while no database is open.
inline void use_faulty_memory() {
  static sqlite3_mem_methods real;
  sqlite3_shutdown();
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real);
  static sqlite3_mem_methods wall = real;
  wall.xMalloc = [](int size) { return fault_plan.next(false) == SQLITE_OK ? real.xMalloc(size) : nullptr; };
  wall.xRealloc = [](void* old, int size) {
    return fault_plan.next(false) == SQLITE_OK ? real.xRealloc(old, size) : nullptr;
  };
  sqlite3_config(SQLITE_CONFIG_MALLOC, &wall);
  sqlite3_initialize();
}

}  // namespace migrate::test
