"""Runs a command once, and fifty times at once, each after a login, and compares the times of the last
to end. Fifty `/bin/true` tell what starting fifty processes costs on the machine as busy as it is.

usage: at_once.py ROUNDS VOUCH COMMAND
"""
import resource
import statistics
import subprocess
import sys
import time

rounds, vouch, command = int(sys.argv[1]), sys.argv[2], sys.argv[3].split()


def took(count, program):
    """Milliseconds until the last was started, and until the last had ended; milliseconds of CPU."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    processes = [subprocess.Popen(program, stdout=subprocess.DEVNULL) for _ in range(count)]
    started = time.monotonic()
    assert all(process.wait() == 0 for process in processes)
    ended, after = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return [1000 * (started - begun), 1000 * (ended - begun), 1000 * cpu]


def cold(count):
    subprocess.run([vouch, "--quiet", "login"], check=True)
    return took(count, command)


def tell(name, rows):
    started, ended, cpu = zip(*rows)
    print(f"{name}: started in {min(started):.0f} ms at least, ended in {min(ended):.0f} "
          f"({statistics.median(ended):.0f} median), {min(cpu):.0f} ms of CPU")
    return min(ended), statistics.median(ended)


table = [(cold(1), cold(50), took(50, ["/bin/true"])) for _ in range(rounds)]
one, fifty, true = zip(*table)
(least, middle), (least_of_fifty, middle_of_fifty) = tell("one alone", one), tell("fifty at once", fifty)
tell("fifty /bin/true", true)
print(f"ratio of the minima: {least_of_fifty / least:.2f}, of the medians: {middle_of_fifty / middle:.2f}")
after = [ended - max(started, alone[1]) for (started, ended, _), alone in zip(fifty, one)]
print(f"the last of fifty ended {statistics.median(after):.0f} ms (median) after one alone would have ended, "
      "or after it was started, whichever is later")
