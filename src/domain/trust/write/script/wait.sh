# AWS refuses a new role for some ten seconds.
settle() {
    sleep 15
}
